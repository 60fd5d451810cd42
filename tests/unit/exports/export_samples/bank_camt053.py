from export_samples import CANARY

bank_camt053 = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt><GrpHdr><MsgId>{CANARY}</MsgId></GrpHdr>
<Stmt><Id>S1</Id>
<Acct><Id><IBAN>NL26VAYB8060476890</IBAN></Id><Ownr><Nm>{CANARY}</Nm></Ownr></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">110.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-12</Dt></BookgDt><AcctSvcrRef>{CANARY} 1</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>{CANARY} 1</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>{CANARY}</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>{CANARY} invoice 17</Ustrd></RmtInf></TxDtls></NtryDtls>
</Ntry></Stmt></BkToCstmrStmt></Document>
""".encode()

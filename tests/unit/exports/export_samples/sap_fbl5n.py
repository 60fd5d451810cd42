from accounting_files import table

from export_samples import CANARY

sap_fbl5n = table(
    f'Customer\t"{CANARY}"',
    "",
    "\tSt\tAssignment\tDocumentNo\tType\tPosting Date\tAmount in doc. curr.\tCurr.\tText",
    f'\t\t"{CANARY}"\t1800000001\tRV\t14.03.2026\t1.200,00\tEUR\t"{CANARY}"',
    "\t\t\t1400000001\tDZ\t15.03.2026\t200,00-\tEUR\t",
    "\t*\t\t\t\t\t1.000,00\tEUR\t",
).encode()

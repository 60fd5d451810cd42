from export_samples import CANARY

bank_csv_account_number = f"""01234567890;22/01/2026;{CANARY};0000037;-10,00;
01234567890;22/01/2026;VIR {CANARY} invoice 17;0XX0X;1.100,00;
""".encode()

from export_samples import CANARY

bank_csv_running_balance = f"""16-03-2026;{CANARY};16-03-2026;-48,00;1.052,00
15-03-2026;{CANARY} invoice 17;16-03-2026;100,00;1.100,00
""".encode()

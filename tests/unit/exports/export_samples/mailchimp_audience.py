from export_samples import CANARY

mailchimp_audience = (
    "Email Address,First Name,Last Name,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,UNSUB_TIME,"
    "UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID,EUID,NOTES,TAGS\n"
    f"zq@canary.example,{CANARY}, Quux ,2026-01-01 08:00:00,,2026-01-01 08:00:00,"
    f'2026-03-12 10:00:00,{CANARY},{CANARY},{CANARY},{CANARY},{CANARY},"""{CANARY}"""\n'
).encode()

from export_samples import CANARY

mailchimp_unsubscribes = (
    "campaign_id,member_id,list_id,reason,timestamp\n"
    f"b63e7b8aff,{CANARY},8e423a4179,{CANARY},2026-03-12 16:32:51\n"
).encode()

from export_samples import CANARY

twilio_calls = (
    "id,annotation,caller_name,direction,duration,from,price,price_unit,start_time,status,to\n"
    f"CA00000000000000000000000000000001,{CANARY},{CANARY},inbound,12,{CANARY},-0.0085,USD,"
    "2026-03-12 16:37:07.000000 UTC,completed,15555550100\n"
).encode()

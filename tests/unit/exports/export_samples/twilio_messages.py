from export_samples import CANARY

twilio_messages = (
    "id,body,date_sent,direction,error_message,from,num_segments,price,price_unit,status,to\n"
    f"{CANARY},{CANARY},2026-03-12 16:37:07.000000 UTC,outbound-api,{CANARY},15555550100,2,"
    f"-0.0158,USD,delivered,{CANARY}\n"
).encode()

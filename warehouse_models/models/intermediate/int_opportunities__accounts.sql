{{ newest_account_link(ref('stg_suitecrm__accounts_opportunities'), 'opportunity_id') }}

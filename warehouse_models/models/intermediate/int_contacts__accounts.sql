{{ newest_account_link(ref('stg_suitecrm__accounts_contacts'), 'contact_id') }}

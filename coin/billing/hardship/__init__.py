"""Members without money: payment plans, the solidarity fund, waivers, suspensions."""

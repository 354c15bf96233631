"""How an app comes to its tokens: discovery, consent, codes, refresh, revocation, who somebody is."""

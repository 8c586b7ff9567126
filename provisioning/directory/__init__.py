"""The LDAP directory: what it should hold, what it holds, and the difference written.

Every entry of the object class `coinAccount` directly below `ou=people` and `ou=groups` is coin's. In these entries
coin writes its own attributes and no other: a shell or a photograph set by somebody else stays, and so does a password
until one is set through coin.
"""

"""The other systems' books of the demo company: exports that agree with the CRM, breaks apart.

One file a system. What is planted is returned, never written beside the exports.
"""

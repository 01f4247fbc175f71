"""The language server: what editors ask, answered from the compiler's index. The only home of pygls and lsprotocol."""

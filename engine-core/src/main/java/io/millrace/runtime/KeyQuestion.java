package io.millrace.runtime;

/** What is asked of an operator. The hash is the key's mixed one. */
record KeyQuestion(Place window, Object key, int hash) {}

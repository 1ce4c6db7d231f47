package io.millrace.files;

/** Writes records as texts. Confined to one thread. */
interface TextEncoder<T> {

    /** What a file begins with. */
    void begin(Bytes out);

    /**
     * Adds a record with what ends it.
     *
     * @throws FieldProblem when it cannot be read back as it is
     */
    void encode(T value, Bytes out) throws Exception;
}

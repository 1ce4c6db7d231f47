package io.millrace.operator;

/** An operator that can go on with the next event when its function has failed on one. */
interface HandlesErrors {

    /** To be called before the operator is opened. */
    void onError(Errors policy);
}

package io.millrace.systems.payments;

/** What becomes of a payment, the stricter the later. */
enum Action {
    ALLOW,
    REVIEW,
    BLOCK
}

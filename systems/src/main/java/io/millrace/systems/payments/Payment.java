package io.millrace.systems.payments;

/**
 * What is to be decided.
 *
 * @param id of whoever asks; who asks again with the same one is told the same
 * @param user whose money it is
 * @param cents how much, positive
 * @param country where it is spent
 */
record Payment(String id, String user, long cents, String country) {

    Payment {
        if (cents <= 0) {
            throw new IllegalArgumentException("cents must be positive, not " + cents);
        }
    }
}

package io.millrace.systems.payments;

/**
 * What is to be decided.
 *
 * @param id of whoever asks; who asks again with the same one is told the same
 * @param user whose money it is
 * @param cents how much, positive; as little as many of them together are a number still
 * @param country where it is spent
 */
record Payment(String id, String user, long cents, String country) {

    static final long MOST_CENTS = 100_000_000_000L;

    Payment {
        Texts.checked("id", id);
        Texts.checked("user", user);
        Texts.checked("country", country);
        if (cents <= 0 || cents > MOST_CENTS) {
            throw new IllegalArgumentException(
                    "cents must be " + (cents <= 0 ? "positive" : "at most " + MOST_CENTS) + ", not " + cents);
        }
    }
}

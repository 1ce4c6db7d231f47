package io.millrace.systems.payments;

/**
 * What is known of a user.
 *
 * @param user the user
 * @param typicalCents what a payment of the user's comes to as a rule; 0 where that is not known
 * @param home where the user lives; empty where that is not known
 */
record Profile(String user, long typicalCents, String home) {

    Profile {
        Texts.checked("user", user);
        Texts.checked("home", home);
    }

    static Profile unknown(String user) {
        return new Profile(user, 0, "");
    }
}

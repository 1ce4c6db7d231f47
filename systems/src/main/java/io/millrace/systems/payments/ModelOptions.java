package io.millrace.systems.payments;

import java.time.Duration;

/**
 * How the model behaves, and how long it is waited for.
 *
 * @param silentOnceIn one in so many scores never comes; 0 for none
 * @param patience after which a payment goes on without it
 */
record ModelOptions(int silentOnceIn, Duration patience) {}

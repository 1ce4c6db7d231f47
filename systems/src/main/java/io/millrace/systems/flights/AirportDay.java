package io.millrace.systems.flights;

import java.time.LocalDate;

/**
 * The flights that left an airport on a day.
 *
 * @param airport which one
 * @param day which day
 * @param flights how many left
 * @param delayed how many of them by 15 minutes or more
 * @param delaySum of all, in minutes
 * @param longestDelay of one, in minutes
 */
record AirportDay(String airport, LocalDate day, long flights, long delayed, long delaySum, long longestDelay) {}

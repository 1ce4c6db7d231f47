package io.millrace.examples.pictures;

/**
 * An event of a picture.
 *
 * @param arrival the how manieth it is to arrive, from 0
 * @param second its timestamp, in seconds
 */
record Sample(int arrival, int second) {}

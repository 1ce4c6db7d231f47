package io.millrace.examples.pictures;

/**
 * An event of a picture.
 *
 * @param arrival its place in the order of arrival, from 0
 * @param second its timestamp, in seconds
 */
record Sample(int arrival, int second) {}

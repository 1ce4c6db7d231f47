package io.millrace.systems.feed;

/**
 * What somebody has to say.
 *
 * @param id of the post
 * @param author who says it
 * @param text what
 * @param millis when
 */
record Post(String id, String author, String text, long millis) {}

/** Streams of Redis: {@link io.millrace.redis.Redis}. */
package io.millrace.redis;

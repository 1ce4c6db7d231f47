/** What the connections of a member post, ranked, for each member. */
package io.millrace.systems.feed;

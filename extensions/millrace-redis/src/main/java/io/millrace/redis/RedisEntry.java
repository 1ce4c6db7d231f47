package io.millrace.redis;

import java.util.Map;

/**
 * An entry of a stream.
 *
 * @param stream the key of the stream
 * @param id its id: milliseconds, a hyphen, a number
 * @param fields its fields
 */
public record RedisEntry(String stream, String id, Map<String, String> fields) {

    /**
     * When it was appended, unless who did gave it an id of his own.
     *
     * @return epoch milliseconds: the first part of the id
     */
    public long timestamp() {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    /**
     * A field that has to be there.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException when there is no such field
     */
    public String field(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no field '" + name + "', but " + fields.keySet());
        }
        return value;
    }
}

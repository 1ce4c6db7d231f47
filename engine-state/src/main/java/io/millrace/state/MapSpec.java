package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link MapState}.
 *
 * @param name see {@link StateSpec#name}
 * @param keyType of the map's own keys, which need a stable hash; never null
 * @param valueType of the map's values, never null
 * @param ttl see {@link StateSpec#ttl}
 * @param <UK> the map's own keys
 * @param <UV> the map's values
 */
public record MapSpec<UK, UV>(String name, Type<UK> keyType, Type<UV> valueType, Ttl ttl)
        implements StateSpec<MapState<UK, UV>> {
    public MapSpec {
        KeyedEntry.check(name, ttl, keyType, valueType);
    }

    /** A map that lives until it is cleared. */
    public MapSpec(String name, Type<UK> keyType, Type<UV> valueType) {
        this(name, keyType, valueType, null);
    }

    /** A map that lives until it is cleared. */
    public static <UK, UV> MapSpec<UK, UV> of(String name, Class<UK> keyType, Class<UV> valueType) {
        return new MapSpec<>(name, Type.of(keyType), Type.of(valueType));
    }

    /** A map of generic types that lives until it is cleared. */
    public static <UK, UV> MapSpec<UK, UV> of(String name, Type<UK> keyType, Type<UV> valueType) {
        return new MapSpec<>(name, keyType, valueType);
    }

    /** The same, for a map that expires as a whole. */
    public MapSpec<UK, UV> ttl(Ttl newTtl) {
        return new MapSpec<>(name, keyType, valueType, newTtl);
    }

    @Override
    public StateHandle<MapState<UK, UV>> handle() {
        return new KeyedMap<>(this);
    }
}

package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link MapState}.
 *
 * @param name see {@link StateSpec#name}
 * @param keyType of the map's own keys, which need a stable hash; never null
 * @param valueType of the map's values, never null
 * @param <UK> the map's own keys
 * @param <UV> the map's values
 */
public record MapSpec<UK, UV>(String name, Type<UK> keyType, Type<UV> valueType) implements StateSpec {
    public MapSpec {
        StateNames.check(name, keyType);
        StateNames.check(name, valueType);
    }
}

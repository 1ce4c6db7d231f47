package io.millrace.window;

import io.millrace.state.serde.Type;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;

/** Nothing besides the results at the end. */
final class EndOnly implements Trigger<Object, Boolean> {

    private static final long serialVersionUID = 1;

    @Override
    public Boolean create() {
        return Boolean.TRUE;
    }

    @Override
    public boolean onEvent(Boolean state, TriggerContext<?> window) {
        return false;
    }

    @Override
    public Type<Boolean> stateType() {
        return Type.of(Boolean.class);
    }

    @Override
    public void merge(Boolean state, Boolean other) {}
}

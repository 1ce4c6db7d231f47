package io.millrace.systems.views;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.window.WindowResult;

/** Sets each minute of a title against the one before. Where late plays correct a minute, the one that follows is set against it anew. */
final class AgainstBefore extends KeyedProcess<String, WindowResult<String, Long>, TitleMinute> {

    private final ValueState<Minutes> minutes =
            value(ValueSpec.of("minutes", Minutes.class).ttl(Ttl.eventTime(ViewsPipeline.KEPT)));

    @Override
    protected void process(WindowResult<String, Long> window, KeyedContext<String> context, Emitter<TitleMinute> out) {
        long minute = window.start().toEpochMilli() / Minutes.MINUTE;
        boolean isLate = !window.pane().isEarly() && !window.pane().isOnTime();
        Minutes before = minutes.get();
        Minutes now = (before == null ? Minutes.from(minute) : before).with(minute, window.value(), isLate);
        minutes.set(now);
        out.emit(now.of(context.key(), minute));
        if (now.plays(minute + 1) > 0) {
            out.emit(now.of(context.key(), minute + 1));
        }
    }
}

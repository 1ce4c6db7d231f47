package io.millrace.systems.views;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.Ttl;
import io.millrace.window.WindowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sets each minute of a title against the one before. Where late plays correct a minute, the one that follows is set against it anew. */
final class AgainstBefore extends KeyedProcess<String, WindowResult<String, Long>, TitleMinute> {

    private static final long MINUTE = ViewsPipeline.MINUTE.toMillis();

    private final MapState<Long, Counted> minutes =
            map(MapSpec.of("minutes", Long.class, Counted.class).ttl(Ttl.eventTime(ViewsPipeline.SHOWN)));

    /**
     * What is known of a minute.
     *
     * @param plays how many
     * @param onTime how many of them were there when it ended
     */
    record Counted(long plays, long onTime) {

        private static final Counted NONE = new Counted(0, 0);
    }

    @Override
    protected void process(WindowResult<String, Long> window, KeyedContext<String> context, Emitter<TitleMinute> out) {
        long minute = window.start().toEpochMilli();
        long plays = window.value();
        boolean isLate = !window.pane().isEarly() && !window.pane().isOnTime();
        minutes.put(minute, new Counted(plays, isLate ? counted(minute).onTime() : plays));
        out.emit(titleMinute(context.key(), minute));
        if (minutes.contains(minute + MINUTE)) {
            out.emit(titleMinute(context.key(), minute + MINUTE));
        }
        forgetBefore(minute - ViewsPipeline.SHOWN.toMillis());
    }

    private Counted counted(long minute) {
        Counted counted = minutes.get(minute);
        return counted == null ? Counted.NONE : counted;
    }

    private TitleMinute titleMinute(String title, long minute) {
        Counted counted = counted(minute);
        return new TitleMinute(
                title,
                minute,
                counted.plays(),
                counted.plays() - counted.onTime(),
                counted(minute - MINUTE).plays());
    }

    private void forgetBefore(long oldest) {
        List<Long> gone = new ArrayList<>();
        for (Map.Entry<Long, Counted> entry : minutes.entries()) {
            if (entry.getKey() < oldest) {
                gone.add(entry.getKey());
            }
        }
        gone.forEach(minutes::remove);
    }
}

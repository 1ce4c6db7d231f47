package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.junit.jupiter.api.Test;

/** What the readers of a source are told, one by one, when some of them come, end, or are started again. */
class HostedEnumeratorTest {

    private static final int READERS = 2;

    private final List<String> told = new ArrayList<>();
    private final HostedEnumerator enumerator = new HostedEnumerator(context());

    /** Flink tells how many readers there are, and takes what they are to be told. */
    @SuppressWarnings("unchecked") // it takes splits, of which there are none
    private SplitEnumeratorContext<HostedSplit> context() {
        return (SplitEnumeratorContext<HostedSplit>) Proxy.newProxyInstance(
                SplitEnumeratorContext.class.getClassLoader(),
                new Class<?>[] {SplitEnumeratorContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "currentParallelism" -> READERS;
                    case "registeredReadersOfAttempts" -> Map.of();
                    case "sendEventToSourceReader" ->
                        told.add(arguments[0] + " " + arguments[1].getClass().getSimpleName());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void here(int reader, boolean over) {
        enumerator.handleSourceEvent(reader, new ReaderEvent.Here(List.of(), over));
    }

    private List<String> told() {
        List<String> latest = List.copyOf(told);
        told.clear();
        return latest;
    }

    @Test
    void shouldHaveReadersBeginAndEndTogether() {
        here(0, false);
        assertThat(told()).isEmpty();
        here(1, false);
        assertThat(told()).containsExactly("0 Begin", "1 Begin");
        enumerator.handleSourceEvent(1, new ReaderEvent.Ended());
        assertThat(told()).isEmpty();
        enumerator.handleSourceEvent(0, new ReaderEvent.Ended());
        assertThat(told()).containsExactly("0 AllEnded", "1 AllEnded");
    }

    @Test
    void shouldHaveThemBeginAgainTogetherWhenAllAreStartedAgain() {
        here(0, false);
        here(1, false);
        enumerator.handleSourceEvent(1, new ReaderEvent.Ended());
        told();
        enumerator.addSplitsBack(List.of(), 0);
        enumerator.addSplitsBack(List.of(), 1);
        here(1, false);
        assertThat(told()).isEmpty();
        here(0, false);
        assertThat(told()).containsExactly("0 Begin", "1 Begin");
        enumerator.handleSourceEvent(0, new ReaderEvent.Ended());
        assertThat(told()).isEmpty();
    }

    @Test
    void shouldFailWhenOneIsStartedAgainAlone() {
        here(0, false);
        here(1, false);
        enumerator.addSplitsBack(List.of(), 1);
        assertThatThrownBy(() -> here(1, false)).hasMessageContaining("reader 1 of 2 has been started again alone");
    }

    /** Flink may have taken one of them for finished in a checkpoint, and not another that had nothing to do any more. */
    @Test
    void shouldNotWaitForThoseThatHadFinishedBefore() {
        here(1, true);
        assertThat(told()).containsExactly("1 AllEnded");
    }

    /** One that has been told finishes, and takes no event any more. */
    @Test
    void shouldTellEachOnceThatAllHadFinishedBefore() {
        here(1, true);
        told();
        here(0, true);
        assertThat(told()).containsExactly("0 AllEnded");
    }

    @Test
    void shouldTellThoseThatWaitThatAllHadFinishedBefore() {
        here(0, false);
        here(1, true);
        assertThat(told()).containsExactly("0 AllEnded", "1 AllEnded");
    }
}

package io.millrace.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.store.RecordBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who is told what when events cannot be written at once. */
class GroupCommitTest {

    private final List<Integer> written = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean threads = true;

    private final GroupCommit.Target target = new GroupCommit.Target() {
        @Override
        public void append(byte[] block, int length, int count, boolean completes) {
            written.add(count);
        }

        @Override
        public boolean isFull() {
            return false;
        }
    };

    private final GroupCommit commit = new GroupCommit(target, this::execute);

    private void execute(Runnable task) {
        if (!threads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        tasks.add(task);
    }

    private CompletionStage<Void> add(int bytes) throws Exception {
        RecordBuffer event = new RecordBuffer(64, 64 << 20);
        event.write(new byte[bytes]);
        return commit.add(event, 1, false);
    }

    @Test
    void shouldTakeEventsAgainWhenAThreadCouldNotBeStarted() throws Exception {
        threads = false;
        assertThatThrownBy(() -> add(10)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> commit.close(false)).isInstanceOf(OutOfMemoryError.class);
        commit.reopen();
        threads = true;
        CompletionStage<Void> stage = add(10);
        tasks.remove().run();
        assertThat(stage.toCompletableFuture()).isCompleted();
        assertThat(written).containsExactly(1);
    }

    @Test
    void shouldTellNoRoomFromClosed() throws Exception {
        assertThat(add(5 << 20)).isNotNull();
        assertThat(add(12 << 20)).isNull();
        assertThat(commit.isClosed()).isFalse();
        tasks.remove().run();
        assertThat(add(12 << 20)).isNotNull();
        commit.close(false);
        assertThat(add(1)).isNull();
        assertThat(commit.isClosed()).isTrue();
        tasks.remove().run();
        assertThat(written).containsExactly(1, 1);
    }
}

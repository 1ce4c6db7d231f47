package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeldPaneTest {

    private static final int SEEDS = 300;

    /** Has room for one row at a time now and then. */
    private static final class Rows implements Output<Object> {

        private final Map<Object, Long> counts = new HashMap<>();
        private final Map<Object, Integer> hashes = new HashMap<>();
        private long events;
        private boolean room;

        @Override
        public void emit(Object value, long timestamp) {
            throw new UnsupportedOperationException("a row without a hash: " + value);
        }

        @Override
        public void emit(Object value, long timestamp, int hash) {
            HeldPane.Partial<?, ?> partial = (HeldPane.Partial<?, ?>) value;
            assertThat(partial.start()).isEqualTo(10);
            assertThat(timestamp).isEqualTo(EventTime.NONE);
            counts.merge(partial.key(), ((long[]) partial.accumulator())[0], Long::sum);
            hashes.put(partial.key(), hash);
            events += partial.events();
            assertThat(partial.events()).isPositive();
            room = false;
        }

        @Override
        public Batch<Object> emitAll(Batch<?> batch) {
            throw new UnsupportedOperationException("the pane has no batch");
        }

        @Override
        public boolean hasRoom() {
            return room;
        }

        @Override
        public void emitWatermark(long watermark) {}

        @Override
        public void emitIdle() {}

        @Override
        public void emitActive() {}
    }

    @Test
    void shouldEmitWhatWasAddedWhateverTheHashes() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            HeldPane<Integer, long[]> pane = new HeldPane<>();
            for (int round = 0; round < 3; round++) {
                pane.begin(10, 19);
                check(pane, random);
            }
        });
    }

    private static void check(HeldPane<Integer, long[]> pane, SplittableRandom random) {
        int keys = 1 + random.nextInt(500);
        int differentHashes = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : Integer.MAX_VALUE;
        Map<Object, Long> expected = new HashMap<>();
        for (int i = random.nextInt(1_000); i > 0; i--) {
            Integer key = random.nextInt(keys);
            if (add(pane, key, hash(key, differentHashes))) {
                expected.merge(key, 1L, Long::sum);
                pane.addEvents(1);
            }
        }
        Rows rows = new Rows();
        List<Boolean> done = new ArrayList<>();
        do {
            rows.room = true;
            done.add(pane.emit(rows));
        } while (!done.get(done.size() - 1));
        assertThat(rows.counts).isEqualTo(expected);
        assertThat(rows.events)
                .isEqualTo(expected.values().stream().mapToLong(each -> each).sum());
        rows.hashes.forEach((key, hash) -> assertThat(hash).isEqualTo(hash((Integer) key, differentHashes)));
    }

    private static int hash(Integer key, int differentHashes) {
        return key * 0x9E3779B9 % differentHashes;
    }

    private static boolean add(HeldPane<Integer, long[]> pane, Integer key, int hash) {
        long[] count = pane.get(key, hash);
        if (count == null) {
            count = new long[1];
            if (!pane.put(key, hash, count)) {
                return false;
            }
        }
        count[0]++;
        return true;
    }

    @Test
    void shouldRefuseKeysWhoseHashesAreTakenTooOften() {
        HeldPane<Integer, long[]> pane = new HeldPane<>();
        pane.begin(10, 19);
        int taken = 0;
        for (int key = 0; key < 10_000; key++) {
            taken += add(pane, key, 42) ? 1 : 0;
        }
        assertThat(taken).isLessThan(100);
    }
}

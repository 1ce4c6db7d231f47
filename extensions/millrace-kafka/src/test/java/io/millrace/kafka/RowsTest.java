package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class RowsTest {

    private static final int SEEDS = 20;

    @Test
    void shouldGiveBackWhatWasPutIn() {
        Seeds.check(SEEDS, seed -> {
            Random random = new Random(seed);
            Rows rows = new Rows();
            for (int take = 0; take < 3; take++) {
                List<ProducerRecord<byte[], byte[]>> in = new ArrayList<>();
                for (int i = random.nextInt(200); i > 0; i--) {
                    in.add(row(random));
                    rows.add(in.get(in.size() - 1));
                }
                assertThat(rows.count()).isEqualTo(in.size());
                long bytes = rows.bytes();
                List<byte[]> pieces = rows.take();
                assertThat(pieces.stream().mapToLong(piece -> piece.length).sum())
                        .isEqualTo(bytes);
                List<String> out = new ArrayList<>();
                Rows.read(pieces, row -> out.add(textOf(row)));
                assertThat(out).isEqualTo(in.stream().map(RowsTest::textOf).toList());
            }
        });
    }

    private static String textOf(ProducerRecord<byte[], byte[]> row) {
        StringBuilder text = new StringBuilder(row.topic() + " " + row.partition() + " " + row.timestamp() + " "
                + Arrays.hashCode(row.key()) + " " + Arrays.hashCode(row.value()));
        row.headers().forEach(header -> text.append(header.key()).append(Arrays.hashCode(header.value())));
        return text.toString();
    }

    private static ProducerRecord<byte[], byte[]> row(Random random) {
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new RecordHeader("h\u00e4der" + random.nextInt(3), part(random, 5)));
        }
        return new ProducerRecord<>(
                "topic" + random.nextInt(2),
                random.nextBoolean() ? null : random.nextInt(5),
                random.nextBoolean() ? null : (long) random.nextInt(1_000_000),
                part(random, 10),
                // Now and then one is longer than a piece.
                part(random, random.nextInt(1_000) == 0 ? 2_000_000 : 20_000),
                headers);
    }

    private static byte[] part(Random random, int most) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        byte[] part = new byte[random.nextInt(most)];
        random.nextBytes(part);
        return part;
    }
}

package io.millrace.state.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The content of a file; how much of it would survive a crash is known. */
final class SimulatedFile {
    private byte[] bytes = new byte[64];
    private int length;
    private int forced;

    void append(ByteBuffer added) {
        int end = length + added.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        added.get(bytes, length, added.remaining());
        length = end;
    }

    int read(long position, ByteBuffer into) {
        int count = (int) Math.max(0, Math.min(into.remaining(), length - position));
        if (count > 0) {
            into.put(bytes, (int) position, count);
        }
        return count;
    }

    void force() {
        forced = length;
    }

    int length() {
        return length;
    }

    byte[] content() {
        return Arrays.copyOf(bytes, length);
    }

    void replace(byte[] content) {
        bytes = content.clone();
        length = content.length;
        forced = length;
    }

    /**
     * Keeps none, all or some of what was not forced.
     *
     * @return whether something is lost
     */
    boolean crash(RandomGenerator random) {
        int before = length;
        int unsafe = length - forced;
        length = switch (random.nextInt(3)) {
            case 0 -> forced;
            case 1 -> length;
            default -> forced + random.nextInt(unsafe + 1);
        };
        forced = length;
        return length < before;
    }
}

package io.millrace.state.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small snapshots for tests. */
final class Snapshots {

    private Snapshots() {}

    static FileRef write(SnapshotStore store, long snapshot, String file, String... blocks) throws IOException {
        try (BlockWriter writer = store.create(snapshot, file)) {
            for (String block : blocks) {
                byte[] bytes = block.getBytes(StandardCharsets.UTF_8);
                writer.write(bytes, bytes.length);
            }
            return writer.finish();
        }
    }

    static List<String> read(SnapshotStore store, FileRef file) throws IOException {
        List<String> blocks = new ArrayList<>();
        try (BlockReader reader = store.open(file)) {
            for (byte[] block = reader.next(); block != null; block = reader.next()) {
                blocks.add(new String(block, StandardCharsets.UTF_8));
            }
        }
        return blocks;
    }

    /** A snapshot of one task, whose files these are. */
    static Manifest manifest(long id, String name, FileRef... chain) {
        List<Manifest.TaskFiles> files =
                chain.length == 0 ? List.of() : List.of(new Manifest.TaskFiles(List.of("sum"), 0, 1, List.of(chain)));
        return new Manifest(id, name, "job", Map.of(), Instant.EPOCH, false, List.of(), files);
    }
}

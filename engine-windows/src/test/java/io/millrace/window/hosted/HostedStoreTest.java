package io.millrace.window.hosted;

import static io.millrace.window.hosted.HostedTaskTest.begun;
import static io.millrace.window.hosted.HostedTaskTest.hash;
import static io.millrace.window.hosted.HostedTaskTest.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.PlannedTask;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.KeyedStore;
import io.millrace.state.testing.ByteStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A host keeps what a keyed process declares, or breaks its word. */
class HostedStoreTest {

    private final PlannedTask counting = plan(1).task("count");
    private final Map<Integer, ByteArrayOutputStream> groups = new TreeMap<>();
    private byte[] parts;
    private ByteStore stored;

    private static OneHost host(KeyedStore store) {
        OneHost host = new OneHost();
        host.store = Optional.of(store);
        return host;
    }

    /** Counts twice, and takes a snapshot in between. */
    private OneHost counted(OneHost host, ByteStore store) {
        try (HostedTask task = begun(counting, host)) {
            task.row(0, 7, 5, hash(7));
            HostedSnapshot snapshot =
                    task.snapshot(1, group -> groups.computeIfAbsent(group, unused -> new ByteArrayOutputStream()));
            assertThat(snapshot.passes()).isTrue();
            stored = store.copy();
            parts = snapshot.parts();
            while (!snapshot.write()) {
                // in portions
            }
            task.endSnapshot(1, true);
            task.row(0, 7, 6, hash(7));
        }
        return host;
    }

    private void goOn(OneHost host) {
        List<InputStream> streams = new ArrayList<>();
        groups.values().forEach(group -> streams.add(new ByteArrayInputStream(group.toByteArray())));
        try (HostedTask task = HostedTask.open(counting, host, 0, List.of(parts), streams)) {
            task.begin();
            task.row(0, 7, 6, hash(7));
        }
    }

    @Test
    void shouldGoOnFromWhatTheStoreHadAtTheBarrier() {
        ByteStore store = new ByteStore();
        assertThat(counted(host(store), store).told).containsExactly("7 x 1", "7 x 2");
        assertThat(store.entries()).isEqualTo(1);
        OneHost later = host(stored);
        goOn(later);
        assertThat(later.told).containsExactly("7 x 2");
    }

    @Test
    void shouldRefuseToGoOnFromWhatIsElsewhere() {
        ByteStore store = new ByteStore();
        counted(host(store), store);
        assertThatThrownBy(() -> goOn(new OneHost()))
                .hasMessageContainingAll("'count' of operator 'count'", "in a store of its host's", "in memory");
        groups.clear();
        counted(new OneHost(), store);
        assertThatThrownBy(() -> goOn(host(store)))
                .hasMessageContainingAll("was in memory", "is to be in a store of its host's");
    }

    @Test
    void shouldUseTheStoreWhereNoSnapshotsAreTaken() {
        ByteStore store = new ByteStore();
        OneHost host = host(store);
        host.snapshots = false;
        try (HostedTask task = begun(counting, host)) {
            task.row(0, 7, 5, hash(7));
        }
        assertThat(host.told).containsExactly("7 x 1");
        assertThat(store.entries()).isEqualTo(1);
    }

    /** What is broken at one place, and as it should be elsewhere. */
    private static class Broken implements KeyedStore {
        @Override
        public <K, E, V> Entries<K, E, V> open(String name, Serde<K> keys, Serde<E> elements, Serde<V> values) {
            return new Entries<>() {
                @Override
                public V get(K key, int hash, E element) {
                    throw new IllegalStateException("the disk is gone");
                }

                @Override
                public void put(K key, int hash, E element, V value) {}

                @Override
                public void remove(K key, int hash, E element) {}

                @Override
                public Iterator<Map.Entry<E, V>> entries(K key, int hash) {
                    return List.<Map.Entry<E, V>>of().iterator();
                }

                @Override
                public Iterator<K> keys() {
                    return List.<K>of().iterator();
                }
            };
        }
    }

    @Test
    void shouldNameTheOperatorWhoseStoreFails() {
        try (HostedTask task = begun(counting, host(new Broken()))) {
            assertThatThrownBy(() -> task.row(0, 7, 5, hash(7)))
                    .hasMessageContainingAll("operator 'count'", "the disk is gone");
        }
    }

    @Test
    void shouldNameTheOperatorWhoseStoreIsNone() {
        OneHost none = new OneHost();
        none.store = null;
        assertThatThrownBy(() -> begun(counting, none))
                .hasMessageContainingAll("operator 'count'", "Host.keyedStore returned null");
        KeyedStore empty = new KeyedStore() {
            @Override
            public <K, E, V> Entries<K, E, V> open(String name, Serde<K> keys, Serde<E> elements, Serde<V> values) {
                return null;
            }
        };
        assertThatThrownBy(() -> begun(counting, host(empty)))
                .hasMessageContainingAll("operator 'count'", "KeyedStore.open returned null");
    }
}

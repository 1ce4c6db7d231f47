package io.millrace.state.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a snapshot consists of: written last, so that a snapshot without one does not exist. Immutable.
 *
 * @param id its number, ascending from 1 within a store
 * @param name what the user called it, null for one that was taken by itself
 * @param job the name of the pipeline
 * @param labels what the user wants to be the same whenever it is restored
 * @param created when it was begun
 * @param complete whether the job had worked off all its input, so that there is nothing to go on with
 * @param parts what is not keyed, by operator and subtask
 * @param files what is keyed, by task
 */
public record Manifest(
        long id,
        String name,
        String job,
        Map<String, String> labels,
        Instant created,
        boolean complete,
        List<Part> parts,
        List<TaskFiles> files) {

    /** Copies the collections. */
    public Manifest {
        labels = Map.copyOf(labels);
        parts = List.copyOf(parts);
        files = List.copyOf(files);
    }

    /**
     * The manifest as bytes, with a checksum: where it is kept by somebody else than a store.
     *
     * @return what {@link #read} reads
     * @throws IOException when it is too large
     */
    public byte[] bytes() throws IOException {
        return ManifestFormat.write(Manifests.checked(this));
    }

    /**
     * Reads what {@link #bytes} has written.
     *
     * @param bytes which may be damaged
     * @param place what to call them in errors
     * @return the manifest
     * @throws IOException when they are damaged
     */
    public static Manifest read(byte[] bytes, String place) throws IOException {
        return ManifestFormat.read(bytes, place);
    }

    /**
     * What one instance of an operator, source or sink remembers besides keyed state.
     *
     * @param operator the name of the node
     * @param subtask which of the parallel instances
     * @param parallelism how many instances there were
     * @param ended whether the instance has seen the end of its input
     * @param pieces what it remembers
     */
    public record Part(String operator, int subtask, int parallelism, boolean ended, List<Piece> pieces) {
        /** Copies the list. */
        public Part {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * A named state that is not keyed.
     *
     * @param name its name within the operator
     * @param form the form of what is in the bytes, see {@link io.millrace.state.serde.Serde#form}
     * @param bytes as its serde writes it; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    public record Piece(String name, String form, byte[] bytes) {}

    /**
     * The files with the keyed state of one task: the first has all of it, each later one what has changed since.
     *
     * @param operators the nodes that the task ran, whose states are in the files
     * @param subtask which of the parallel tasks
     * @param parallelism how many there were
     * @param chain in the order in which they are to be read
     */
    public record TaskFiles(List<String> operators, int subtask, int parallelism, List<FileRef> chain) {
        /** Copies the lists. */
        public TaskFiles {
            operators = List.copyOf(operators);
            chain = List.copyOf(chain);
        }
    }
}

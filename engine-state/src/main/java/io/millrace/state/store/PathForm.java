package io.millrace.state.store;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * A path, which is not serializable, in a form that is. A relative one stays relative, and so means another file in a
 * process with another working directory.
 *
 * @param text the path, or the URI of one that is not of the default file system
 * @param isUri whether it is a URI
 */
public record PathForm(String text, boolean isUri) implements Serializable {

    /** The form of a path. */
    public static PathForm of(Path path) {
        boolean elsewhere = path.getFileSystem() != FileSystems.getDefault();
        return new PathForm(elsewhere ? path.toUri().toString() : path.toString(), elsewhere);
    }

    /** The path again. */
    public Path path() {
        return isUri ? Path.of(URI.create(text)) : Path.of(text);
    }
}

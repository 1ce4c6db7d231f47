package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk of the user's, whose calls give null for nothing but a lock that another one has.
 *
 * @param disk the user's
 */
record CheckedDisk(Disk disk) implements Disk {

    static Disk of(Disk disk) {
        return disk instanceof FileDisk || disk instanceof CheckedDisk ? disk : new CheckedDisk(disk);
    }

    private <T> T given(T answer, String method, Path path) throws IOException {
        if (answer == null) {
            throw new IOException(method + " of the disk returned null for " + path
                    + ", which it must not: where it has no answer it throws an IOException. See to "
                    + disk.getClass().getName());
        }
        return answer;
    }

    @Override
    public File create(Path file) throws IOException {
        return given(disk.create(file), "create", file);
    }

    @Override
    public File append(Path file) throws IOException {
        return given(disk.append(file), "append", file);
    }

    @Override
    public File open(Path file) throws IOException {
        return given(disk.open(file), "open", file);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public long size(Path path) throws IOException {
        return disk.size(path);
    }

    @Override
    public boolean isLink(Path path) throws IOException {
        return disk.isLink(path);
    }

    @Override
    public boolean isDirectory(Path path) throws IOException {
        return disk.isDirectory(path);
    }

    @Override
    public long modifiedMillis(Path file) throws IOException {
        return disk.modifiedMillis(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        List<Path> listed = given(disk.list(directory), "list", directory);
        for (Path path : listed) {
            given(path, "list, or an element of it,", directory);
        }
        return listed;
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        disk.makeDirectory(directory);
    }

    @Override
    public void makeSharedDirectory(Path directory) throws IOException {
        disk.makeSharedDirectory(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        disk.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return disk.lock(file);
    }
}

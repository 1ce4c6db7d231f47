package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Zstandard and DuckDB are for those who have such files: all others do without their libraries. */
class WithoutLibrariesTest {

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static URL[] classPathWithout(String library) throws MalformedURLException {
        List<URL> without = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            if (!entry.contains(library)) {
                without.add(Path.of(entry).toUri().toURL());
            }
        }
        return without.toArray(URL[]::new);
    }

    @Test
    void shouldReadFilesThatAreNotOfThatKind() throws Exception {
        URL[] classPath = classPathWithout("zstd-jni");
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object none = compression(loader, "NONE");
            InputStream raw = new ByteArrayInputStream(new byte[] {7});

            assertThat(input(none, raw, Path.of("a.csv"))).isSameAs(raw);
            assertThatThrownBy(() -> input(compression(loader, "ZSTD"), raw, Path.of("a.csv.zst")))
                    .cause()
                    .hasMessageContaining("add com.github.luben:zstd-jni");
        }
    }

    @Test
    void shouldSayWhatIsMissingWhenTheProgramIsWrittenDown() throws Exception {
        URL[] withoutDuck = classPathWithout("duckdb_jdbc");
        try (URLClassLoader loader = new URLClassLoader(withoutDuck, ClassLoader.getPlatformClassLoader())) {
            Method of = Class.forName("io.millrace.files.Parquet", true, loader).getMethod("of", Class.class);
            assertThatThrownBy(() -> of.invoke(null, Row.class))
                    .cause()
                    .hasMessage("DuckDB is not among the dependencies of this program; add org.duckdb:duckdb_jdbc");
        }
        URL[] withoutZstandard = classPathWithout("zstd-jni");
        try (URLClassLoader loader = new URLClassLoader(withoutZstandard, ClassLoader.getPlatformClassLoader())) {
            Object zstd = compression(loader, "ZSTD");
            Method require = zstd.getClass().getDeclaredMethod("require");
            require.setAccessible(true);
            assertThatThrownBy(() -> require.invoke(zstd))
                    .cause()
                    .hasMessageContaining("add com.github.luben:zstd-jni");
        }
    }

    record Row(long id) {}

    private static Object compression(ClassLoader loader, String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("io.millrace.files.Compression", true, loader);
        return type.getField(name).get(null);
    }

    private static Object input(Object compression, InputStream raw, Path file)
            throws ReflectiveOperationException, InvocationTargetException {
        Method input = compression.getClass().getDeclaredMethod("input", InputStream.class, Path.class);
        input.setAccessible(true);
        return input.invoke(compression, raw, file);
    }
}

package io.millrace.architecture;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a compiled class calls and names, however the source spells it: imported, qualified or as a method reference.
 *
 * @param className the fully qualified name, nested types behind a dollar sign
 * @param methods as {@code java/lang/String.format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;}
 * @param types the top-level types of Millrace that it names, in signatures, too
 */
record ClassReferences(String className, List<String> methods, Set<String> types) {
    private static final Pattern OWN_TYPE = Pattern.compile("io/millrace/(?:[a-z]\\w*/)*[A-Z]\\w*");
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    /** All classes below a folder. */
    static List<ClassReferences> below(Path folder) {
        try (Stream<Path> paths = Files.walk(folder.toRealPath())) {
            return paths.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .map(path -> of(read(path)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClassReferences of(byte[] classFile) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(8);
            return new Constants(in).references();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the top-level type. */
    String typeName() {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }

    /** The constant pool, and the name of the class behind it. */
    private static final class Constants {
        private final String[] texts;
        private final int[] tags;
        private final int[] first;
        private final int[] second;
        private final int thisClass;

        Constants(DataInputStream in) throws IOException {
            int count = in.readUnsignedShort();
            texts = new String[count];
            tags = new int[count];
            first = new int[count];
            second = new int[count];
            for (int i = 1; i < count; i += read(in, i)) {}
            in.readUnsignedShort();
            thisClass = in.readUnsignedShort();
        }

        /** Returns how many places the constant takes. */
        private int read(DataInputStream in, int i) throws IOException {
            tags[i] = in.readUnsignedByte();
            switch (tags[i]) {
                case UTF8 -> texts[i] = in.readUTF();
                case CLASS, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
                case 9, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 -> {
                    first[i] = in.readUnsignedShort();
                    second[i] = in.readUnsignedShort();
                }
                case 15 -> in.skipNBytes(3);
                case 3, 4 -> in.skipNBytes(4);
                case 5, 6 -> in.skipNBytes(8);
                default -> throw new IOException("there is no constant of tag " + tags[i]);
            }
            return tags[i] == 5 || tags[i] == 6 ? 2 : 1;
        }

        ClassReferences references() {
            List<String> methods = new ArrayList<>();
            for (int i = 1; i < tags.length; i++) {
                if (tags[i] == METHOD || tags[i] == INTERFACE_METHOD) {
                    int member = second[i];
                    methods.add(texts[first[first[i]]] + "." + texts[first[member]] + texts[second[member]]);
                }
            }
            return new ClassReferences(texts[first[thisClass]].replace('/', '.'), methods, types());
        }

        /** Names of classes, descriptors and signatures are all texts of the pool. */
        private Set<String> types() {
            return Stream.of(texts)
                    .filter(Objects::nonNull)
                    .flatMap(text -> OWN_TYPE.matcher(text).results())
                    .map(MatchResult::group)
                    .map(name -> name.replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}

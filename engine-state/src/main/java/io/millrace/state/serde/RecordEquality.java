package io.millrace.state.serde;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Whether records are equal when their components are: the compiler writes such an equals unless the class declares one.
 *
 * <p>Reflection cannot tell the two apart, but the class file can: the equals of the compiler is a call site that {@code
 * java.lang.runtime.ObjectMethods} links, of a shape that no other code has, and call sites are in the constant pool.
 */
final class RecordEquality {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int INVOKE_DYNAMIC = 18;
    private static final int MAGIC = 0xCAFEBABE;

    private static final ClassValue<String> OBJECTIONS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return objectionTo(type);
        }
    };

    private RecordEquality() {}

    /** Why records of this class are not known to be equal when their components are; null when they are known to be. */
    static String objection(Class<?> record) {
        return OBJECTIONS.get(record);
    }

    private static String objectionTo(Class<?> record) {
        String file = record.getName().substring(record.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = record.getResourceAsStream(file)) {
            if (bytes == null) {
                return "its class file cannot be found, to see whether it has an equals of its own";
            }
            return isEqualsOfTheCompiler(record, new DataInputStream(bytes)) ? null : "it has an equals of its own";
        } catch (IOException e) {
            return "its class file cannot be read, to see whether it has an equals of its own (" + e + ")";
        }
    }

    private static boolean isEqualsOfTheCompiler(Class<?> record, DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.readInt(); // the version
        Object[] constants = constants(in);
        String descriptor = "(L" + record.getName().replace('.', '/') + ";Ljava/lang/Object;)Z";
        for (Object constant : constants) {
            if (constant instanceof CallSite site
                    && constants[site.nameAndType] instanceof NameAndType method
                    && "equals".equals(constants[method.name])
                    && descriptor.equals(constants[method.type])) {
                return true;
            }
        }
        return false;
    }

    private record CallSite(int nameAndType) {}

    private record NameAndType(int name, int type) {}

    /** By index; those that do not matter are null. */
    private static Object[] constants(DataInputStream in) throws IOException {
        Object[] constants = new Object[in.readUnsignedShort()];
        for (int index = 1; index < constants.length; index++) {
            int tag = in.readUnsignedByte();
            constants[index] = constant(tag, in);
            index += tag == LONG || tag == DOUBLE ? 1 : 0; // these take two
        }
        return constants;
    }

    private static Object constant(int tag, DataInputStream in) throws IOException {
        return switch (tag) {
            case UTF8 -> in.readUTF();
            case NAME_AND_TYPE -> new NameAndType(in.readUnsignedShort(), in.readUnsignedShort());
            case INVOKE_DYNAMIC -> {
                in.skipNBytes(2); // the bootstrap method
                yield new CallSite(in.readUnsignedShort());
            }
            case LONG, DOUBLE -> skipped(8, in);
            case METHOD_HANDLE -> skipped(3, in);
            case 3, 4, 9, 10, 11, 17 -> skipped(4, in); // int, float, members, dynamic constants
            case 7, 8, 16, 19, 20 -> skipped(2, in); // classes, strings, types of methods, modules, packages
            default -> throw new IOException("unknown constant " + tag);
        };
    }

    private static Object skipped(int bytes, DataInputStream in) throws IOException {
        in.skipNBytes(bytes);
        return null;
    }
}

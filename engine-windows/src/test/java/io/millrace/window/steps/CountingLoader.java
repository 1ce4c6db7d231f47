package io.millrace.window.steps;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Loads the classes of the engine once more, and has them count the {@link Steps} that they take. So production code
 * needs no counters, and work that is added to it later is counted too.
 */
final class CountingLoader extends ClassLoader {

    private static final String COUNTED = "io.millrace.";
    private static final String STEPS = Type.getInternalName(Steps.class);
    private static final int API = Opcodes.ASM9;

    /** The names and descriptors of the methods that calls are sent to. */
    private final Set<String> sent = new HashSet<>();

    CountingLoader() {
        super(CountingLoader.class.getClassLoader());
        for (Method method : Steps.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())) {
                sent.add(method.getName() + Type.getMethodDescriptor(method));
            }
        }
    }

    /** A new object of a class as this loader has it; only types of the JDK are the same outside. */
    @SuppressWarnings("unchecked") // it is of this class here, and so of the same type there
    <R> Callable<R> make(Class<? extends Callable<R>> type) throws ReflectiveOperationException {
        return (Callable<R>) loadClass(type.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(COUNTED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = name.equals(Steps.class.getName()) ? in.readAllBytes() : counting(in);
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] counting(InputStream in) throws IOException {
        ClassReader reader = new ClassReader(in);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(API, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Counting(super.visitMethod(access, name, descriptor, signature, exceptions));
                    }
                },
                0);
        return writer.toByteArray();
    }

    private final class Counting extends MethodVisitor {

        /** A jump to one of these goes back. */
        private final Set<Label> passed = new HashSet<>();

        Counting(MethodVisitor next) {
            super(API, next);
        }

        private void step() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "step", "()V", false);
        }

        /** The array on top of the stack has just been made. */
        private void allocated() {
            super.visitInsn(Opcodes.DUP);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "allocated", "(Ljava/lang/Object;)V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            step();
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            if (passed.contains(label)) {
                step();
            }
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            super.visitIntInsn(opcode, operand);
            if (opcode == Opcodes.NEWARRAY) {
                allocated();
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type);
            if (opcode == Opcodes.ANEWARRAY) {
                allocated();
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String sentTo = sentTo(opcode, owner, name, descriptor);
            if (sentTo != null) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, name, sentTo, false);
                return;
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            boolean copies = owner.equals("java/util/Arrays") && name.startsWith("copyOf");
            if (copies || (name.equals("clone") && owner.startsWith("["))) {
                allocated();
            }
        }

        /** The descriptor of the method that is to be called in place of one of the JDK, or null. */
        private String sentTo(int opcode, String owner, String name, String descriptor) {
            if (!owner.startsWith("java/util/") && !owner.equals("java/lang/System")) {
                return null;
            }
            if (opcode == Opcodes.INVOKESTATIC) {
                return sent.contains(name + descriptor) ? descriptor : null;
            }
            if (opcode == Opcodes.INVOKESPECIAL || !isListOf(owner)) {
                return null;
            }
            return Arrays.asList("Ljava/util/List;", "Ljava/util/Collection;").stream()
                    .map(receiver -> descriptor.replaceFirst("\\(", "(" + receiver))
                    .filter(with -> sent.contains(name + with))
                    .findFirst()
                    .orElse(null);
        }

        private boolean isListOf(String owner) {
            return Set.of("java/util/List", "java/util/ArrayList", "java/util/Collection")
                    .contains(owner);
        }
    }
}

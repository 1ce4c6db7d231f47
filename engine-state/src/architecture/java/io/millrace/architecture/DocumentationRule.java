package io.millrace.architecture;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Finds the public and protected members of public types that have no Javadoc. */
final class DocumentationRule {
    private DocumentationRule() {}

    static List<String> undocumented(Collection<SourceFile> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> sources = files.stream().map(Source::new).toList();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        List<String> violations = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(DocTrees.instance(task), violations).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return violations;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final SourceFile file;

        Source(SourceFile file) {
            super(URI.create("string:///" + file.typeName().replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final List<String> violations;

        Scanner(DocTrees docs, List<String> violations) {
            this.docs = docs;
            this.violations = violations;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (!isApi(type.getModifiers())) {
                return null;
            }
            check(type.getSimpleName());
            for (Tree member : type.getMembers()) {
                scan(member, null);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (isApi(method.getModifiers()) && !isOverride(method) && !isCompactConstructor(method)) {
                check(method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            if (isApi(field.getModifiers()) && !isRecordComponent()) {
                check(field.getName());
            }
            return null;
        }

        private void check(CharSequence name) {
            DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
            if (doc == null
                    || (doc.getFullBody().isEmpty() && doc.getBlockTags().isEmpty())) {
                CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
                long start = docs.getSourcePositions()
                        .getStartPosition(unit, getCurrentPath().getLeaf());
                violations.add(unit.getSourceFile().getName().substring(1) + ":"
                        + unit.getLineMap().getLineNumber(start) + ": " + name + " has no Javadoc");
            }
        }

        private boolean isApi(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (isInInterface() && !flags.contains(Modifier.PRIVATE));
        }

        private boolean isInInterface() {
            return enclosing() == Tree.Kind.INTERFACE || enclosing() == Tree.Kind.ANNOTATION_TYPE;
        }

        /** The parser gives a record's components as fields; the record's own comment documents them. */
        private boolean isRecordComponent() {
            VariableTree field = (VariableTree) getCurrentPath().getLeaf();
            return enclosing() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        private boolean isCompactConstructor(MethodTree method) {
            return enclosing() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
        }

        private Tree.Kind enclosing() {
            TreePath parent = getCurrentPath().getParentPath();
            return parent.getLeaf().getKind();
        }

        private static boolean isOverride(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }
    }
}

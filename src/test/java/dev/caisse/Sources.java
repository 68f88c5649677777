package dev.caisse;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/// The program's own source files as the compiler reads them, for tests about how they are written.
final class Sources {
    private static final Path ROOT = Path.of("src/main/java");

    private final List<File> files = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();

    /// A source file.
    record File(String name, long lines) {}

    /// A class, record, interface or enum.
    record Type(String name, boolean isTopLevel, boolean isPublic, Optional<String> doc) {}

    /// A method, with the lines from its first to its last brace.
    record Method(String name, long lines) {}

    /// A whole text as the program has it: a literal, or literals and constants put together. What is only known when
    /// the program runs stands as `…`.
    ///
    /// @param where `Type.method`, or `Type.field`
    /// @param givenTo the method it is an argument of, if it is one
    record Text(String where, String value, Optional<String> givenTo) {}

    static Sources read() {
        var sources = new Sources();
        try (var paths = Files.walk(ROOT)) {
            var java = paths.filter(path -> path.toString().endsWith(".java")).toList();
            sources.parse(java);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    List<File> files() {
        return files;
    }

    List<Type> types() {
        return types;
    }

    List<Method> methods() {
        return methods;
    }

    List<Text> texts() {
        return texts;
    }

    private void parse(List<Path> java) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(java));
            var trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                files.add(new File(unit.getSourceFile().getName(), lines(unit)));
                new Reader(trees, unit).scan(unit, null);
            }
        }
    }

    private static long lines(CompilationUnitTree unit) throws IOException {
        return unit.getSourceFile().getCharContent(true).toString().lines().count();
    }

    private final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final CompilationUnitTree unit;
        private final Map<String, ExpressionTree> constants = new HashMap<>();

        Reader(DocTrees trees, CompilationUnitTree unit) {
            this.trees = trees;
            this.unit = unit;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!type.getSimpleName().isEmpty()) {
                for (var member : type.getMembers()) {
                    if (member instanceof VariableTree field && field.getInitializer() != null) {
                        constants.put(field.getName().toString(), field.getInitializer());
                    }
                }
                types.add(new Type(
                        where(),
                        getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree,
                        type.getModifiers().getFlags().contains(Modifier.PUBLIC),
                        Optional.ofNullable(trees.getDocComment(getCurrentPath()))
                                .filter(doc -> !doc.isBlank())));
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                var map = unit.getLineMap();
                var positions = trees.getSourcePositions();
                long first = map.getLineNumber(positions.getStartPosition(unit, method));
                long last = map.getLineNumber(positions.getEndPosition(unit, method));
                methods.add(new Method(where(), last - first + 1));
            }
            return super.visitMethod(method, nothing);
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void nothing) {
            if (literal.getValue() instanceof String text && !isPartOfASum()) {
                texts.add(new Text(where(), text, givenTo()));
            }
            return null;
        }

        @Override
        public Void visitBinary(BinaryTree sum, Void nothing) {
            if (sum.getKind() == Tree.Kind.PLUS && !isPartOfASum()) {
                texts.add(new Text(where(), value(sum), givenTo()));
            }
            return super.visitBinary(sum, nothing);
        }

        /// A constant that is given to a method as it is, as a route to a table of contents.
        @Override
        public Void visitIdentifier(IdentifierTree name, Void nothing) {
            if (givenTo().isPresent() && !value(name).equals("…")) {
                texts.add(new Text(where(), value(name), givenTo()));
            }
            return super.visitIdentifier(name, nothing);
        }

        private boolean isPartOfASum() {
            var parent = getCurrentPath().getParentPath().getLeaf();
            return parent instanceof BinaryTree && parent.getKind() == Tree.Kind.PLUS;
        }

        private Optional<String> givenTo() {
            return getCurrentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
                    ? Optional.of(call.getMethodSelect().toString().replaceFirst("(?s).*\\.", ""))
                    : Optional.empty();
        }

        private String value(ExpressionTree expression) {
            return switch (expression) {
                case LiteralTree literal -> String.valueOf(literal.getValue());
                case BinaryTree sum
                when sum.getKind() == Tree.Kind.PLUS -> value(sum.getLeftOperand()) + value(sum.getRightOperand());
                case IdentifierTree name
                when constants.containsKey(name.getName().toString()) ->
                    value(constants.get(name.getName().toString()));
                default -> "…";
            };
        }

        private String where() {
            var names = new ArrayList<String>();
            for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
                name(path).ifPresent(name -> names.addFirst(name));
            }
            return String.join(".", names);
        }

        private static Optional<String> name(TreePath path) {
            return switch (path.getLeaf()) {
                case ClassTree type
                when !type.getSimpleName().isEmpty() ->
                    Optional.of(type.getSimpleName().toString());
                case MethodTree method -> Optional.of(method.getName().toString());
                case VariableTree field
                when path.getParentPath().getLeaf() instanceof ClassTree ->
                    Optional.of(field.getName().toString());
                default -> Optional.empty();
            };
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Where code turns a throwable into text: it calls {@code getMessage()} or the like, concatenates
 * it, wraps it in one that takes over its words, or hands it to a method that takes any object, as
 * {@code String.format} and a logger do. It sees the types that the compiler sees, and so no
 * throwable in an {@code Object}, a list or a record.
 */
final class ThrowableWords extends TreePathScanner<Void, Void> {
    private static final Set<String> WORDS =
            Set.of("getMessage", "getLocalizedMessage", "toString");

    /** Methods that take any object, and look whether it is the same. */
    private static final Set<String> COMPARING =
            Set.of("contains", "containsKey", "equals", "get", "identityHashCode", "remove");

    /** It hands what it is given to the log of {@link Modules#INTERNAL}, on another thread. */
    private static final String HANDS_ON = "dev.mainstay.shutdown.AsyncLog";

    private final CompilationUnitTree unit;
    private final Trees trees;
    private final Types types;
    private final TypeMirror throwable;
    private final TypeMirror object;
    private final List<String> found;

    private ThrowableWords(CompilationUnitTree unit, JavacTask task, List<String> found) {
        this.unit = unit;
        this.trees = Trees.instance(task);
        this.types = task.getTypes();
        this.throwable = task.getElements().getTypeElement("java.lang.Throwable").asType();
        this.object = task.getElements().getTypeElement("java.lang.Object").asType();
        this.found = found;
    }

    /** Each place, as {@code File.java:12: what}, of files that name what the modules know. */
    static List<String> in(List<Path> files) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var manager = compiler.getStandardFileManager(said, null, null)) {
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var options = List.of("-proc:none", "-Xlint:none", "-classpath", Modules.classPath());
            var task = (JavacTask) compiler.getTask(null, manager, said, options, null, sources);
            var found = new ArrayList<String>();
            Iterable<? extends CompilationUnitTree> units = task.parse();
            task.analyze();
            said.getDiagnostics().stream()
                    .filter(it -> it.getKind() == Diagnostic.Kind.ERROR)
                    .forEach(it -> found.add("cannot be looked through: " + it));
            for (CompilationUnitTree unit : units) {
                new ThrowableWords(unit, task, found).scan(unit, null);
            }
            return found;
        }
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        ExpressionTree select = call.getMethodSelect();
        if (element(select) instanceof ExecutableElement method) {
            // Without a receiver, by "this" or by "super" an exception of ours asks itself.
            boolean words = WORDS.contains(name(method)) && method.getParameters().isEmpty();
            if (words
                    && select instanceof MemberSelectTree of
                    && !of.getExpression().toString().matches("this|super")
                    && isThrowable(of.getExpression())) {
                found(call);
            }
            checkArguments(call, method, call.getArguments());
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public Void visitNewClass(NewClassTree creation, Void nothing) {
        if (element(creation) instanceof ExecutableElement constructor) {
            checkArguments(creation, constructor, creation.getArguments());
        }
        return super.visitNewClass(creation, null);
    }

    @Override
    public Void visitBinary(BinaryTree sum, Void nothing) {
        if (sum.getKind() == Tree.Kind.PLUS
                && (isThrowable(sum.getLeftOperand()) || isThrowable(sum.getRightOperand()))) {
            found(sum);
        }
        return super.visitBinary(sum, null);
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree sum, Void nothing) {
        if (isThrowable(sum.getExpression())) {
            found(sum);
        }
        return super.visitCompoundAssignment(sum, null);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
        if (element(reference) instanceof ExecutableElement method) {
            boolean words = WORDS.contains(name(method)) && method.getParameters().isEmpty();
            boolean any = method.getParameters().stream().anyMatch(it -> isAny(it.asType()));
            boolean given =
                    isThrowable(reference.getQualifierExpression())
                            || isThrowable(method.getEnclosingElement().asType())
                            || takesThrowables(trees.getTypeMirror(getCurrentPath()));
            if (given && (words || any) && !isExempt(method)) {
                found(reference);
            }
        }
        return super.visitMemberReference(reference, null);
    }

    private void checkArguments(
            Tree tree, ExecutableElement method, List<? extends ExpressionTree> arguments) {
        var parameters = method.getParameters();
        for (int i = 0; i < arguments.size() && !isExempt(method); i++) {
            var parameter = parameters.get(Math.min(i, parameters.size() - 1));
            if (isThrowable(arguments.get(i)) && isAny(parameter.asType())) {
                found(tree);
            }
        }
        if (takesOverWords(method) && isThrowable(arguments.get(0))) {
            found(tree);
        }
    }

    /** The JDK's {@code Throwable(Throwable cause)} has the words of its cause. */
    private boolean takesOverWords(ExecutableElement method) {
        return method.getKind() == ElementKind.CONSTRUCTOR
                && method.getParameters().size() == 1
                && isThrowable(method.getParameters().get(0).asType())
                && isThrowable(method.getEnclosingElement().asType())
                && !method.getEnclosingElement().toString().startsWith("dev.mainstay.");
    }

    private static boolean isExempt(ExecutableElement method) {
        String owner = method.getEnclosingElement().toString();
        return COMPARING.contains(name(method))
                || owner.startsWith(Modules.INTERNAL + ".")
                || owner.equals(HANDS_ON);
    }

    private boolean takesThrowables(TypeMirror function) {
        return function instanceof DeclaredType declared
                && declared.getTypeArguments().stream()
                        .map(it -> it instanceof WildcardType any ? any.getSuperBound() : it)
                        .anyMatch(this::isThrowable);
    }

    /** {@code Object} or {@code Object...}, but no type variable. */
    private boolean isAny(TypeMirror parameter) {
        TypeMirror type =
                parameter instanceof ArrayType array ? array.getComponentType() : parameter;
        return types.isSameType(type, object);
    }

    private boolean isThrowable(ExpressionTree expression) {
        if (expression instanceof ConditionalExpressionTree either) {
            return isThrowable(either.getTrueExpression())
                    || isThrowable(either.getFalseExpression());
        }
        return isThrowable(trees.getTypeMirror(new TreePath(getCurrentPath(), expression)));
    }

    private boolean isThrowable(TypeMirror type) {
        return type != null
                && Set.of(TypeKind.DECLARED, TypeKind.TYPEVAR, TypeKind.UNION)
                        .contains(type.getKind())
                && types.isSubtype(types.erasure(type), throwable);
    }

    private Element element(Tree tree) {
        return trees.getElement(
                tree == getCurrentPath().getLeaf()
                        ? getCurrentPath()
                        : new TreePath(getCurrentPath(), tree));
    }

    private static String name(ExecutableElement method) {
        return method.getSimpleName().toString();
    }

    private void found(Tree tree) {
        long line =
                unit.getLineMap()
                        .getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
        Path file = Path.of(unit.getSourceFile().getName()).getFileName();
        found.add(file + ":" + line + ": " + tree.toString().lines().findFirst().orElse(""));
    }
}

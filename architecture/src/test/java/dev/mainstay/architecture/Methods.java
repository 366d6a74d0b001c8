// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** How long methods are, as the compiler's parser sees them. */
final class Methods {
    /** A method, and its lines from the brace that opens its body to the one that closes it. */
    record Method(String file, String name, int lines) {
        @Override
        public String toString() {
            return file + ": " + name + " has " + lines + " lines";
        }
    }

    private Methods() {}

    static List<Method> of(List<Path> files) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
            var found = new ArrayList<Method>();
            for (CompilationUnitTree unit : task.parse()) {
                var positions = Trees.instance(task).getSourcePositions();
                unit.accept(new Finder(unit, positions, found), null);
            }
            return found;
        }
    }

    private static final class Finder extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Method> found;

        Finder(CompilationUnitTree unit, SourcePositions positions, List<Method> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
                String name = method.getName().toString();
                long first = line(positions.getStartPosition(unit, method.getBody()));
                long last = line(positions.getEndPosition(unit, method.getBody()));
                found.add(new Method(file, name, (int) (last - first + 1)));
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}

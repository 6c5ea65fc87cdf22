;;; session.el --- A session with Eglot -*- lexical-binding: t -*-
;;; Commentary:
;; Run by `emacs -Q --batch -l session.el'. Prints `seen: WHAT' for each thing that is as it should be.
;;; Code:

(setq native-comp-jit-compilation nil)
(require 'eglot)
(setq eglot-sync-connect 60
      eglot-connect-timeout 60
      eglot-autoshutdown t
      eglot-confirm-server-edits nil)

(defun seen (what condition)
  "Say that WHAT was seen when CONDITION holds, else show the buffer."
  (princ (if condition
             (format "seen: %s\n" what)
           (format "NOT: %s\n%s\n" what (buffer-string)))))

(defun wait-for (look)
  "Wait until LOOK returns non-nil."
  (let ((end (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall look))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(defun has (text)
  "Return whether TEXT is in the buffer."
  (string-search text (buffer-string)))

(defun open-file (name text)
  "Visit a new file NAME with TEXT and connect it."
  (let ((file (expand-file-name name (getenv "FOLDER")))
        (coding-system-for-write 'utf-8-unix))
    (write-region text nil file)
    (find-file file)
    ;; What `eglot-ensure' does once Emacs is idle, which it never is here.
    (unless (eglot-current-server)
      (apply #'eglot (eglot--guess-contact)))
    (wait-for #'eglot-current-server)))

(defun act (line title)
  "Take the code action on LINE whose title begins with TITLE."
  (goto-char (point-min))
  (forward-line (1- line))
  (let* ((actions (eglot-code-actions (point) (point) nil nil))
         (action (seq-find (lambda (it) (string-prefix-p title (plist-get it :title))) actions)))
    (when action
      (eglot-execute (eglot-current-server) action)
      t)))

;; As in docs/how-to/editors/emacs.md.
(add-to-list 'eglot-server-programs
             '((text-mode prog-mode) . ("ascii-diagram" "lsp")))

(open-file "a.py" "x = \"😀\"\n# ascii-diagram: client -> server\ny = 2\n")
(seen "a connection" (eglot-current-server))
(seen "an action" (act 2 "Expand diagram"))
(wait-for (lambda () (has "end ascii-diagram")))
(seen "a drawing below the directive"
      (and (has "│ client ├") (string-suffix-p "\ny = 2\n" (buffer-string))))
(undo-boundary)
(setq last-command nil)
(undo)
(seen "one undo takes it back"
      (equal (buffer-string) "x = \"😀\"\n# ascii-diagram: client -> server\ny = 2\n"))
(set-buffer-modified-p nil)

(open-file "b.py" "# ascii-diagram: a -> b")
(act 1 "Expand diagram")
(wait-for (lambda () (has "end ascii-diagram")))
(seen "a drawing where the last line has no end"
      (string-prefix-p "# ascii-diagram: a -> b\n#" (buffer-string)))
(set-buffer-modified-p nil)

;; Emacs waits for the model, so that nothing can be typed meanwhile.
(let ((gate (expand-file-name "gate" (getenv "MODEL")))
      (waiting (expand-file-name "waiting" (getenv "MODEL"))))
  (open-file "c.py" "x = 1\n# ascii-diagram: shop asks lamp slowly\ny = 2\n")
  (run-with-timer 0.05 0.05 (lambda ()
                              (when (file-exists-p waiting)
                                (write-region "" nil gate))))
  (act 2 "Expand diagram")
  (wait-for (lambda () (has "end ascii-diagram")))
  (seen "the model's answer"
        (and (has "│ shop ├") (string-suffix-p "\ny = 2\n" (buffer-string))))
  (set-buffer-modified-p nil))

(eglot-shutdown-all)
;;; session.el ends here

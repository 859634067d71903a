Pod::Spec.new do |s|
<<<<<<< HEAD
  s.dependency 'Auth0', '~> 2.3'
=======
  s.dependency 'Auth0', '~> 3.0'
>>>>>>> other
end
